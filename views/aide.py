"""L'accueil, l'aide et les menus de commandes, selon les rôles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.personne import Role

_COMMANDES: Mapping[str, tuple[str, frozenset[Role]]] = {
    "mes_signalements": (
        "Où en sont mes signalements",
        frozenset({Role.GARDIEN, Role.PARTENAIRE, Role.CHARGE, Role.RESPONSABLE, Role.CELLULE}),
    ),
    "dossiers": ("Mes dossiers, ou chercher", frozenset({Role.CHARGE, Role.RESPONSABLE, Role.CELLULE})),
    "dossier": ("Ouvrir un dossier par sa référence", frozenset({Role.CHARGE, Role.RESPONSABLE, Role.CELLULE})),
    "veille": ("Le relevé du mois", frozenset({Role.CHARGE, Role.RESPONSABLE, Role.CELLULE})),
    "absence": ("Noter une absence", frozenset({Role.CHARGE, Role.RESPONSABLE, Role.CELLULE})),
    "equipe": ("Qui est là, qui suit combien", frozenset({Role.CHARGE, Role.RESPONSABLE, Role.CELLULE, Role.ADMIN})),
    "inviter": ("Inviter une personne", frozenset({Role.RESPONSABLE, Role.ADMIN})),
    "confidentialite": ("Ce qui est gardé, et pour qui", frozenset(Role)),
    "aide": ("Comment ça marche", frozenset(Role)),
}

_GROUPE = {"veille": "Le relevé du mois", "aide": "Comment ça marche"}

_GESTES: Mapping[Role, str] = {
    Role.GARDIEN: (
        "Écrivez-moi ce que vous voyez, comme vous le diriez à un collègue : « M. Untel, bât. B, ne répond plus ». "
        "Une photo ou un message vocal conviennent aussi. Je vous montre ce que j’ai compris, vous appuyez sur Envoyer."
    ),
    Role.CHARGE: (
        "Les dossiers arrivent dans le groupe de votre équipe. « Je prends en charge » vous les donne ; "
        "« Détails » s’ouvre ici, en privé. Je vous rappelle chaque tentative à son heure."
    ),
    Role.RESPONSABLE: "Les dossiers que personne ne prend vous sont signalés. /equipe montre qui suit combien.",
    Role.CELLULE: "Le relevé arrive la veille de la réunion ; /veille le donne à tout moment.",
    Role.ADMIN: "/inviter donne un lien d’invitation. Dans le groupe d’une équipe, écrivez /lier suivi de son nom.",
}

_DANGER = "En cas de danger, appelez d’abord le 17, le 15, le 18 ou le 112."


def commandes(roles: Sequence[str]) -> list[tuple[str, str]]:
    """Le menu de ces rôles ; « groupe » est celui d'un groupe lié."""
    if list(roles) == ["groupe"]:
        return list(_GROUPE.items())
    tenus = {Role(role) for role in roles}
    return [(nom, dit) for nom, (dit, pour) in _COMMANDES.items() if tenus & pour]


def aide(roles: Sequence[str]) -> str:
    """Ce que la personne, ou le groupe, peut faire, en quelques lignes."""
    if list(roles) == ["groupe"]:
        return (
            "Ici arrivent les cartes des dossiers, sans nom de locataire. « Je prends en charge » vous donne le "
            "dossier ; « Détails » s’ouvre en privé. /veille donne le relevé du mois."
        )
    menu = [f"/{nom} : {dit.lower() if dit[1:2].islower() else dit}" for nom, dit in commandes(roles)]
    return "\n\n".join([*_gestes(roles), "\n".join(menu), _DANGER])


def bienvenue(nom: str, roles: Sequence[str]) -> str:
    """Le mot d'accueil."""
    return "\n\n".join([f"Bonjour {nom}, bienvenue sur Vigie.", *_gestes(roles), _DANGER])


def _gestes(roles: Sequence[str]) -> list[str]:
    tenus = [Role(role) for role in roles]
    gestes = [_GESTES[role] for role in Role if role in tenus and role in _GESTES]
    if Role.PARTENAIRE in tenus and Role.GARDIEN not in tenus:
        gestes.insert(0, _GESTES[Role.GARDIEN])
    return gestes
