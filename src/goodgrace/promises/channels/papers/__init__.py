"""What is printed: letters, cards to write by hand, and lists of tasks, as data; papers.typ says how they look."""

from goodgrace.promises.channels.papers.documents import Card, Company, Document, Letter, Paper, Task, TaskList

__all__ = ["Card", "Company", "Document", "Letter", "Paper", "Task", "TaskList"]
