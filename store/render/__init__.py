"""A memo or a brief as something to read: a memo is built as one document, and each format writes that."""
