"""Notice to letter: context, templates, text, HTML and PDF."""
