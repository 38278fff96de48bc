"""Whether somebody is told when an API fails: alarms, what they look at, and who hears them."""
