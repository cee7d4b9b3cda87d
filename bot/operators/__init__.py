"""What operators do at the console: add and edit entries, review questions, report."""
