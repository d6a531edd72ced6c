"""Text to policy: the reader of the language, and of files of facts and ledgers."""
