"""Switches the logs of a deployed stage on, and off again: what was there before is written down before each change."""
