"""The OpenAPI document that an API's clients read, written from its wiring: what to send, and what comes back."""
