"""Files to measure with: made once, kept in benchmarks/data, always in processes of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
CONTENDERS = HERE / "contenders"
CREDITCTL = str(Path(sys.executable).with_name("creditctl"))
AS_OF = "2026-01-31"


def python(script: str, *arguments: object) -> tuple[str, ...]:
    """The command for a contender written in Python."""
    return (sys.executable, str(CONTENDERS / script), *map(str, arguments))


def creditctl(*arguments: object) -> tuple[str, ...]:
    """A creditctl command as of the day of the ledgers."""
    return (CREDITCTL, *map(str, arguments), "--as-of", AS_OF)


def run(*command: object) -> str:
    """Run a preparation; what it prints."""
    done = subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr[-2000:]}")
    return done.stdout


def say(text: str) -> None:
    """Tell on stderr what takes time."""
    print(text, file=sys.stderr, flush=True)


def missing(path: Path, *sources: Path) -> bool:
    """Whether a file must be made: it is not there, or is older than what it is made of."""
    if not path.exists():
        return True
    made = path.stat().st_mtime
    return any(source.stat().st_mtime > made for source in sources)


def ledger(items: int, form: str = "iso") -> Path:
    """The ledger of that many items."""
    path = DATA / f"ledger-{items}{'' if form == 'iso' else f'-{form}'}.csv"
    generator = HERE / "ledgers.py"
    if missing(path, generator):
        DATA.mkdir(exist_ok=True)
        say(f"making {path.name}")
        new = path.with_suffix(".new")
        run(sys.executable, generator, "--items", items, "--format", form, "--out", new)
        new.rename(path)
    return path


def workbook(items: int) -> Path:
    """The same ledger as a workbook."""
    path, source = DATA / f"ledger-{items}.xlsx", ledger(items)
    script = HERE / "prepare" / "workbook.py"
    if missing(path, source, script):
        say(f"making {path.name}")
        new = path.with_suffix(".new")
        run(sys.executable, script, source, new)
        new.rename(path)
    return path


def history(items: int) -> Path:
    """Two years of that many invoices, with the days of settlement."""
    path = DATA / f"history-{items}.csv"
    script = HERE / "prepare" / "history.py"
    if missing(path, script, HERE / "ledgers.py"):
        DATA.mkdir(exist_ok=True)
        say(f"making {path.name}")
        new = path.with_suffix(".new")
        run(sys.executable, script, items, new)
        new.rename(path)
    return path


def floor() -> Path | None:
    """The program of floor.c, None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    source, path = CONTENDERS / "floor.c", DATA / "floor"
    if missing(path, source):
        DATA.mkdir(exist_ok=True)
        run(compiler, "-O2", "-o", path, source)
    return path


def workspace(items: int) -> Path:
    """A workspace with a journal that knows 40 % of the items (prepare/workspace.py)."""
    path, source = DATA / f"workspace-{items}", ledger(items)
    script = HERE / "prepare" / "workspace.py"
    journal = (HERE.parent / "src" / "creditctl" / "journal").glob("*.py")
    if missing(path / "states.json", source, script, *journal):
        say(f"making {path.name}; its journal takes a while")
        shutil.rmtree(path, ignore_errors=True)
        say(run(sys.executable, script, source, path).strip())
    return path


def fresh_copy(template: Path, copy: Path) -> None:
    """A copy of a workspace to run in; the ledger itself is linked, not copied."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(template, copy, ignore=shutil.ignore_patterns("ledger.csv"))
    (copy / "ledger.csv").hardlink_to(template / "ledger.csv")
