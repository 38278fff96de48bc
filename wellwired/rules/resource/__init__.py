"""The tree of an API's paths, and the methods in it."""
