"""Ce qu'une personne lit et les boutons qu'elle voit. Toutes les phrases françaises du bot sont ici."""
