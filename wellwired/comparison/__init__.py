"""What a change brings: two wirings set side by side, their differences in words, their findings new and mended."""
