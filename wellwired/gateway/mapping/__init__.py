"""Mapping templates, parameter mapping, and the integrations that answer with them: MOCK and custom Lambda."""
