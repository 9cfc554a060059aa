"""Help texts: the pages in docs/commands are the source of `--help`."""

from __future__ import annotations


def page(command: str, line: str) -> str:
    """The help of a command: its page without headings and code fences, or the one line."""
    from creditctl.config.shipped import shipped

    path = shipped("commands") / f"{command}.md"
    if not path.is_file():
        return line
    text = path.read_text(encoding="utf-8")
    kept = [x for x in text.splitlines() if not x.startswith(("# ", "```"))]
    # typer joins lines into paragraphs; \b keeps what is laid out by hand.
    paragraphs = "\n".join(kept).strip().split("\n\n")
    return "\n\n".join(_laid_out(paragraph) for paragraph in paragraphs)


def _laid_out(paragraph: str) -> str:
    by_hand = any(
        line.startswith((" ", "- ", "|", "creditctl ", "$")) for line in paragraph.splitlines()
    )
    return f"\b\n{paragraph}" if by_hand else paragraph.replace("`", "")
