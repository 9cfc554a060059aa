"""Render letter bodies only, as a run does before it sets text, HTML and page.

`bodies.py COUNT`: context and Jinja body of COUNT notices with five items. Prints seconds.
"""

from __future__ import annotations

import json
import sys
import time

from notices import COMPANY, notices

from creditctl.config.shipped import shipped
from creditctl.documents.context import letter_context
from creditctl.documents.environment import LetterTemplate, Rendered, compile_template
from creditctl.documents.labels import Labels, read_labels
from creditctl.documents.localise import Language
from creditctl.documents.sources import TemplateSource, read_source

folder = shipped("templates") / "en"
labels = read_labels((folder / "labels.yaml").read_text(encoding="utf-8"), "labels.yaml")
source = read_source((folder / "reminder.md.j2").read_text(encoding="utf-8"), "reminder.md.j2")
assert isinstance(labels, Labels)
assert isinstance(source, TemplateSource)
template = compile_template(source)
assert isinstance(template, LetterTemplate)
language = Language("en", labels)
asked = notices(int(sys.argv[1]), lines=5)

start = time.perf_counter()
contexts = [letter_context(notice, COMPANY, language) for notice in asked]
middle, middle_cpu = time.perf_counter(), time.process_time()
bodies = [template.render_body(context) for context in contexts]
end, cpu = time.perf_counter(), time.process_time() - middle_cpu
assert all(isinstance(body, Rendered) for body in bodies)
print(json.dumps({"context": middle - start, "wall": end - middle, "cpu": cpu}))
