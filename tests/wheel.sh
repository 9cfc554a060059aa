#!/bin/sh
# Build the wheel, install it into an environment of its own, and do a day's work with it from
# a folder that is not the checkout.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$BIN/python" -m build --wheel --outdir "$work/dist" . >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
"$PYTHON" -m venv "$work/env"
"$work/env/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl
cd "$work"
"$work/env/bin/creditctl" --version
"$work/env/bin/creditctl" policy test >tests.txt || { cat tests.txt; exit 1; }
"$work/env/bin/creditctl" init books --country nl --example
"$work/env/bin/creditctl" plan --workspace books --as-of 2026-01-30 --first-run >plan.txt
"$work/env/bin/creditctl" run --workspace books --as-of 2026-01-30 --first-run >run.txt
ls books/outbox/2026-01-30 | grep -q . || { echo "the wheel wrote no letters"; cat run.txt; exit 1; }
"$work/env/bin/creditctl" journal verify --workspace books
echo "wheel: built, installed elsewhere, a day's work done"
