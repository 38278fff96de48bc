"""Functions run on this machine as Lambda runs them: sandboxes behind a local Runtime API."""
