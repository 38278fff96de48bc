"""Work that takes longer than an answer may: accepted with 202, done behind a queue, asked after until it is done."""
