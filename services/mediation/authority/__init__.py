"""Who may settle what: by the parties (UU 23/2014 Pasal 370), and by matters that have an authority."""
