"""How each file in the atlas that was counted or trained was made."""
