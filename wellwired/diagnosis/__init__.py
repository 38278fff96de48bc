"""From the logs of a deployed API to what its callers met and why: reading, joining, grouping, timelines, reports."""
