"""A dossier as one ZIP file: contents page, files, checksums; the same input, the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from creditctl.app.reports.dossier import dossier_report
from creditctl.insight.writers import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from creditctl.app.dossier import Dossier
    from creditctl.config.workspace import Workspace

CONTENTS: Final = "contents.html"
SUMS: Final = "SHA256SUMS"
_UNIX: Final = 3
_PRIVATE: Final = 0o100600 << 16
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
"""What a ZIP file can say."""


def packed(workspace: Workspace, dossier: Dossier) -> bytes:
    """The ZIP file.

    Args:
        workspace: whose company hands over.
        dossier: what is in it.
    """
    report = dossier_report(dossier, workspace.settings.company.name)
    # What is wrong with the data is for who hands over, who sees it when the file is written.
    page = render(replace(report, findings=()), "html")
    assert isinstance(page, str)
    files = {CONTENTS: page.encode(), **dossier.files}
    files[SUMS] = _sums(files)
    return _zipped(files, dossier.statement.as_of)


def _sums(files: Mapping[str, bytes]) -> bytes:
    """What `sha256sum -c` reads."""
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def _zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """Files in the order of their names, all of the same day, readable for their owner alone."""
    year = min(max(day.year, _FIRST_YEAR), _LAST_YEAR)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, (year, day.month, day.day, 12, 0, 0))
            info.create_system = _UNIX
            info.external_attr = _PRIVATE
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
