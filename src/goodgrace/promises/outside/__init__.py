"""What other systems tell us: callbacks, heard once, and at night what they believe stands; and how they are reached."""
