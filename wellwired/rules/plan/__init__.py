"""Who may call, and how much: usage plans and API keys."""
