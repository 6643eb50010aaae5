"""Changes told to people: subject, plain text, HTML and Markdown of a message. Pure; sending is not here."""
