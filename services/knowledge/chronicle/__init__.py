"""What an item of knowledge said at each of its versions: written once, never changed, comparable."""
