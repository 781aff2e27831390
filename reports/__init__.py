"""Les documents que Vigie rend : gabarits Typst et tableurs, nourris par `domain` et sans autre source."""
