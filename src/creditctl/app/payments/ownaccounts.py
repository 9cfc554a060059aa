"""Which of the company's accounts a statement is of; statements of others are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.cash.identity import same_account
from creditctl.errors import UsageRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.cash.statements import Statement
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of the company; currency "" = any."""

    account: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class OwnAccounts:
    """The accounts whose statements are taken.

    Attributes:
        known: those of `creditctl.yaml`, or the one that letters name; () = any.
        asked: the account that the command line names, "" = none.
    """

    known: tuple[OwnAccount, ...]
    asked: str = ""

    @property
    def currency(self) -> str | None:
        """Of a statement that states none, where all accounts have the same."""
        found = {one.currency for one in self.known} - {""}
        return found.pop() if len(found) == 1 else None

    def name_of(self, statement: Statement) -> str | None:
        """The account of a statement as `known` has it, None when it is none of them."""
        if not statement.account:
            names = dict.fromkeys(one.account for one in self.known)
            return self.asked or (next(iter(names)) if len(names) == 1 else None)
        if self.asked and not same_account(self.asked, statement.account):
            return None
        if not self.known:
            return self.asked or statement.account
        found = (one.account for one in self.known if same_account(one.account, statement.account))
        return next(found, None)

    def objections(self, statement: Statement, file: str) -> Iterator[Finding]:
        """Why a statement is not taken."""
        line = next((entry.line for entry in statement.entries if entry.line), None)
        place = Place(file, line)
        name = self.name_of(statement)
        if name is None:
            yield self._of_another(statement, place)
            return
        allowed = {one.currency for one in self.known if one.account == name} - {""}
        found = {entry.currency for entry in statement.entries} | {statement.currency}
        wrong = sorted(found - {""} - allowed) if allowed else []
        if wrong:
            message = (
                f"the statement is in {', '.join(wrong)}, "
                f"account {name} is kept in {', '.join(sorted(allowed))}"
            )
            hint = "is it the right file? If so, add the account in that currency under 'bank:'"
            yield error("CP205", message, place, f"{hint} in creditctl.yaml")

    def _of_another(self, statement: Statement, place: Place) -> Finding:
        if not statement.account:
            message = "nothing in the file says of which account it is"
            return error("CP204", message, place, "name it: --account NUMBER")
        names = [self.asked] if self.asked else list(dict.fromkeys(o.account for o in self.known))
        message = (
            f"the statement is of account {statement.account}, which is not {' or '.join(names)}"
        )
        hint = "is it the right file? If so, add its account under 'bank:' in creditctl.yaml"
        return error("CP203", message, place, hint)


def own_accounts(workspace: Workspace, asked: str = "") -> OwnAccounts:
    """The accounts of a workspace: those under `bank:`, else the one that letters name.

    Args:
        workspace: its settings.
        asked: the account that the command line names, "" = none.

    Raises:
        UsageRefused: it is none of those under `bank:` (CP206).
    """
    settings = workspace.settings
    known = tuple(OwnAccount(one.account, one.currency) for one in settings.bank.accounts)
    if asked and known:
        mine = tuple(one for one in known if same_account(one.account, asked))
        if not mine:
            names = ", ".join(dict.fromkeys(one.account for one in known))
            message = f"--account {asked} is none of your accounts"
            raise UsageRefused(error("CP206", message, hint=f"creditctl.yaml has {names}"))
        return OwnAccounts(mine, mine[0].account)
    if not known and not asked and settings.company.iban:
        known = (OwnAccount(settings.company.iban),)
    return OwnAccounts(known, asked)
