"""The one-fault bench: four good templates, and every realistic way to break one wire in them."""
