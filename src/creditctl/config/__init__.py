"""The workspace and its text files: YAML with positions, models, JSON Schema."""
