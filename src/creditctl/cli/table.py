"""The commands: name, module, one line. Only the module of the command asked for is imported."""

from __future__ import annotations

from typing import Final

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "init": ("init", "Make a new workspace with a commented policy."),
    "check": ("check", "Check everything that a run needs."),
    "plan": ("plan", "Show what a run would issue, and why."),
    "run": ("run", "Issue what is due, and remember it."),
    "explain": ("explain", "Say why an item is reminded, or why not."),
    "status": ("status", "Last run, what is due, what waits for a person."),
    "aging": ("aging", "Print the aging report."),
    "kpi": ("kpi", "Print key figures: DSO, CEI, days late, each with its formula."),
    "worklist": ("worklist", "Today's list of what a person should do."),
    "debtor": ("debtor", "Show all about one debtor on one page."),
    "history": ("history", "Tell what happened with a debtor, in order."),
    "statement": ("statement", "Tell a debtor's account: open items, or what was booked."),
    "dossier": ("dossier", "Put all about a debtor into one file for a collector or lawyer."),
    "credit": ("credit", "Compare what debtors owe with their credit limits."),
    "interest": ("interest", "Calculate interest and costs of a late invoice, by law."),
    "regimes": ("regimes", "Show the late-payment law of each country, and its rates."),
    "promise": ("promise", "Record promises to pay, and see which were kept."),
    "dispute": ("dispute", "Record complaints and why invoices are not paid."),
    "hold": ("hold", "Stop reminders about an invoice, to a debtor or a group."),
    "arrangement": ("arrangement", "Let a debtor pay by instalments."),
    "note": ("note", "Write notes about debtors, and log telephone calls."),
    "writeoff": ("writeoff", "Give up an amount: one proposes, another approves."),
    "cases": ("cases", "Import cases from a CSV file, or list all of them."),
    "payments": ("payments", "Import bank statements, match payments, review proposals."),
    "reasons": ("reasons", "Report why customers don't pay."),
    "report": ("report", "Send a report by e-mail."),
    "outbox": ("outbox", "List and send notices; settle uncertain ones, take wrong ones back."),
    "post": ("post", "Make one PDF of a day's letters, ready to print."),
    "templates": ("templates", "List, show, try and check the letters."),
    "policy": ("policy", "Show, explain, test and compare policies."),
    "journal": ("journal", "Verify the journal, or list what it says."),
    "doctor": ("doctor", "Look at the installation and the workspace."),
}
"""In the order of `--help`."""

EXIT_CODES: Final = """\
exit codes:
  0    done, or nothing was due
  1    a bug in creditctl
  2    wrong command line
  3    done, but a person must look
  4    workspace, policy or template invalid; nothing was done
  5    data refused; nothing was done
  6    journal missing, damaged or newer; nothing was done
  7    another run holds the lock
  8    safety stop; nothing was issued
  10   only with --exit-code: something is due, or was issued
  130  interrupted     143  terminated
"""
