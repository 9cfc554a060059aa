"""Files of one day's folder, written whole, durable, and never over another."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PART: Final = ".part"
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
# File systems without hard links, such as FAT and some network shares.
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class LeadsElsewhere(Exception):  # noqa: N818  (becomes a finding in `outbox`)
    """A folder that is a link, or no folder.

    Attributes:
        path: which.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class DayFolder:
    """A folder ``root/day``, made with mode 0700 when missing, held open by descriptor.

    Neither `root` nor `day` may be a symbolic link; once open, nobody can turn the folder into
    one behind our back. Files get mode 0600.

    Raises:
        LeadsElsewhere: on entering, when `root` or `day` is a link or no folder.
        OSError: from any method, when the system refuses.
    """

    def __init__(self, root: Path, day: str) -> None:
        self._root = root
        self._day = day

    def __enter__(self) -> Self:
        if self._root.is_symlink():
            raise LeadsElsewhere(self._root)
        with suppress(FileExistsError):
            self._root.mkdir(mode=0o700, parents=True)
        root = _opened(self._root)
        try:
            with suppress(FileExistsError):
                os.mkdir(self._day, mode=0o700, dir_fd=root)
                os.fsync(root)
            self._fd = _opened(self._root / self._day, self._day, root)
        finally:
            os.close(root)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)

    def add(self, name: str, content: bytes) -> bool:
        """Add a file; True when it is there with that content, new or from before."""
        part = self._part(name, content)
        try:
            self._settle(part, name)
        except FileExistsError:
            return self._content(name) == content
        finally:
            with suppress(FileNotFoundError):
                os.unlink(part, dir_fd=self._fd)
        os.fsync(self._fd)
        return True

    def sweep(self) -> None:
        """Take away what a crash left beside the files; only while nobody else writes here."""
        with os.scandir(self._fd) as entries:
            left = [e.name for e in entries if e.name.startswith(".") and e.name.endswith(_PART)]
        for name in left:
            os.unlink(name, dir_fd=self._fd)

    def replace(self, name: str, content: bytes) -> None:
        """Write a file, in the place of one of that name."""
        part = self._part(name, content)
        os.replace(part, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
        os.fsync(self._fd)

    def _part(self, name: str, content: bytes) -> str:
        """A synced file beside its place; a leftover of a crash makes way."""
        part = f".{name}{_PART}"
        with suppress(FileNotFoundError):
            os.unlink(part, dir_fd=self._fd)
        with os.fdopen(os.open(part, _NEW, 0o600, dir_fd=self._fd), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return part

    def _settle(self, part: str, name: str) -> None:
        """Give a written file its name.

        Raises:
            FileExistsError: the name is taken.
        """
        try:
            os.link(part, name, src_dir_fd=self._fd, dst_dir_fd=self._fd, follow_symlinks=False)
        except OSError as trouble:
            if trouble.errno not in _NO_LINKS:
                raise
            # The run's lock keeps others away between the look and the renaming.
            with suppress(FileNotFoundError):
                os.stat(name, dir_fd=self._fd, follow_symlinks=False)
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name) from None
            os.rename(part, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)

    def _content(self, name: str) -> bytes | None:
        """The content of a plain file, None for anything else of that name."""
        try:
            with os.fdopen(os.open(name, _READ, dir_fd=self._fd), "rb") as file:
                return file.read()
        except OSError:
            return None


def _opened(path: Path, name: str | None = None, root: int | None = None) -> int:
    try:
        return os.open(name or path, _FOLDER, dir_fd=root)
    except OSError as trouble:
        if trouble.errno in (errno.ELOOP, errno.ENOTDIR):
            raise LeadsElsewhere(path) from None
        raise
