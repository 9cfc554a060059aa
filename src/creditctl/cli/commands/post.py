"""`creditctl post`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

if TYPE_CHECKING:
    from creditctl.delivery.postbatch import PostBatch


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("post", help=page("post", line), short_help=line)
    def post(
        output: Annotated[
            Path,
            typer.Option(
                "--output", "-o", metavar="FILE.pdf", help="The batch; its index goes beside it."
            ),
        ],
        workspace: opt.Workspace = Path(),
        day: Annotated[
            date | None,
            typer.Option(
                "--day",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Day of the letters; without it, today.",
                show_default=False,
            ),
        ] = None,
        duplex: Annotated[
            bool, typer.Option("--duplex", help="For both sides: each letter on a new sheet.")
        ] = False,
        send: Annotated[
            bool, typer.Option("--send", help="Hand the batch to the print service.")
        ] = False,
        accept: opt.OldData = None,
        as_of: opt.AsOf = None,
        quiet: opt.Quiet = False,
    ) -> int:
        from creditctl.app.posting import PostOrder
        from creditctl.app.posting import post as make
        from creditctl.cli.output import Channel, say, warn, write_file
        from creditctl.config.workspace import load_workspace
        from creditctl.delivery.transport import Fate

        if output.suffix.lower() != ".pdf":
            raise typer.BadParameter("name a file that ends in .pdf", param_hint="--output")
        index = output.with_suffix(".csv")
        today = as_of or opt.today()
        order = PostOrder(
            *(day or today, today, output.name),
            duplex=duplex,
            send=send,
            accepted=opt.old_data(accept),
        )

        def write(batch: PostBatch) -> None:
            write_file(index, batch.index)
            write_file(output, batch.pdf)

        outcome = make(load_workspace(workspace), order, opt.now, write)
        where = Channel("table", None, quiet=quiet)
        if outcome.batch is None:
            say(f"no letters of {order.day} wait to be printed", where)
        else:
            count = len(outcome.batch.rows)
            letters = "1 letter" if count == 1 else f"{count} letters"
            say(f"written: {output} ({letters}, {outcome.batch.pages} pages) and {index}", where)
            if outcome.sent is not None and outcome.sent.fate is Fate.SENT:
                say(f"handed to the print service: {outcome.batch.id}", where)
        warn(outcome.findings, where)
        return int(outcome.exit_code)
