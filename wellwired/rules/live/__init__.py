"""Rules on what only a live account tells: what is gone, has failed, or was never deployed."""
