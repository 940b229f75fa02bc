"""Entry points: parse, ask permission, call, answer."""
