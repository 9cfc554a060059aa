"""The single values of `creditctl.yaml`: codes, account numbers, paths inside the workspace."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from creditctl.config.countries import country_hint
from creditctl.ledger.countries import COUNTRIES
from creditctl.policy.addresses import address_problem
from creditctl.policy.values import Country, Sequence

if TYPE_CHECKING:
    from creditctl.config.places import KeyPath

_SINGLE: Final = re.compile(r"[^\w\s\"']")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_PICTURES: Final = (".svg", ".png", ".jpg", ".jpeg")


def mistake(code: str, message: str, hint: str, path: KeyPath = ()) -> PydanticCustomError:
    """A mistake with a finding code of its own; `path` is relative to the value."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint, "path": path})


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise mistake("CC115", f"there is no country '{code}'", country_hint(code))
    return code


def _iban(text: str) -> str:
    from stdnum import iban

    if not iban.is_valid(text):
        hint = "copy it from a bank statement; two digits may have changed places"
        raise mistake("CC122", f"'{text}' is not a valid IBAN", hint)
    return str(iban.compact(text))


def _is_qr(account: str) -> bool:
    """Whether an IBAN takes QR references only: a bank number of 30000 to 31999 (SIX)."""
    number = account[4:9]
    return account[:2] in ("CH", "LI") and number.isdecimal() and 30_000 <= int(number) < 32_000


def _ordinary_iban(text: str) -> str:
    account = _iban(text)
    if _is_qr(account):
        hint = "write it under company.qr_iban, and the account's ordinary IBAN here"
        raise mistake("CC142", f"'{text}' is a QR-IBAN", hint)
    return account


def _qr_iban(text: str) -> str:
    account = _iban(text)
    if not _is_qr(account):
        hint = "it is Swiss, and its fifth to ninth character are 30000 to 31999"
        raise mistake("CC142", f"'{text}' is no QR-IBAN", hint)
    return account


def _bic(text: str) -> str:
    from stdnum import bic

    if not bic.is_valid(text):
        hint = "a BIC has 8 or 11 characters, such as ABNANL2A"
        raise mistake("CC122", f"'{text}' is not a valid BIC", hint)
    return str(bic.compact(text))


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise ValueError(f"a colour is wanted, such as '#1f4e79'; '{text}' stands here")
    return text.lower()


def _email(text: str) -> str:
    why = address_problem(text)
    if why:
        raise ValueError(f"an e-mail address is wanted; {text!r} stands here: {why}")
    return text


def _encoding(text: str) -> str:
    try:
        "".encode(text)
    except LookupError:
        message = f"an encoding is wanted, such as utf-8 or cp1252; '{text}' stands here"
        raise ValueError(message) from None
    return text


def _delimiter(text: str) -> str:
    if text == "tab":
        return "\t"
    if not _SINGLE.fullmatch(text):
        raise ValueError(f"one character such as ';' is wanted, or tab; '{text}' stands here")
    return text


def _inside(text: str) -> str:
    """A relative path that stays in the workspace."""
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in text:
        hint = "write a path below the folder of creditctl.yaml, with /"
        raise mistake("CC120", f"'{text}' is not a path inside the workspace", hint)
    return text


def _inside_or_absolute(text: str) -> str:
    return text if PurePosixPath(text).is_absolute() else _inside(text)


def _picture(text: str) -> str:
    if not text.lower().endswith(_PICTURES):
        raise mistake("CC121", f"'{text}' is no picture", f"allowed: {', '.join(_PICTURES)}")
    return _inside_or_absolute(text)


def _policy_path(text: str) -> str:
    """A shipped policy's name, or a path."""
    is_file = "/" in text or text.endswith((".yaml", ".yml"))
    return _inside_or_absolute(text) if is_file else text


def _file_pattern(text: str) -> str:
    if set(str(PurePosixPath(text).parent)) & set("*?"):
        message = f"only the file's name may hold * and ?, not its folder; '{text}' stands here"
        raise ValueError(message)
    return text


def _increasing(buckets: tuple[int, ...]) -> tuple[int, ...]:
    for index, days in enumerate(buckets):
        if days <= (buckets[index - 1] if index else 0):
            message = f"buckets[{index}]: {days} is not more than the number before it"
            raise mistake("CC124", message, "write increasing days, such as [30, 60, 90]", (index,))
    return buckets


KnownCountry = Annotated[Country, AfterValidator(_country)]
Iban = Annotated[str, AfterValidator(_ordinary_iban)]
QrIban = Annotated[str, AfterValidator(_qr_iban)]
Bic = Annotated[str, AfterValidator(_bic)]
Colour = Annotated[str, AfterValidator(_colour)]
EmailAddress = Annotated[str, AfterValidator(_email)]
Encoding = Annotated[str, AfterValidator(_encoding)]
Delimiter = Annotated[str, AfterValidator(_delimiter)]
InnerPath = Annotated[str, AfterValidator(_inside)]
PicturePath = Annotated[str, AfterValidator(_picture)]
FilePattern = Annotated[str, AfterValidator(_file_pattern)]
SecretPath = Annotated[str, AfterValidator(_inside_or_absolute)]
PolicyPath = Annotated[str, AfterValidator(_policy_path)]
Buckets = Annotated[tuple[int, ...], Sequence, AfterValidator(_increasing)]
