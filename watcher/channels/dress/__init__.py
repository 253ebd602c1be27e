"""The forms that parts are put into for one kind of place: a post in a chat, a letter."""
