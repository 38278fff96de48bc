"""What a function's execution role lets the function do, and who may assume it."""
