"""`vigie doctor` : ce qui va, ce qui ne va pas, ce qui mérite un œil."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import aiohttp

from bot.container import open_context
from bot.settings import Settings, SettingsError
from domain.personne import Role
from domain.texte import plier
from storage.crypto import SecretKeyError
from storage.database import DatabaseUnavailableError
from usecases.contexte import Contexte

MASKED = "(masqué)"


_DEFAULTS = {"dispositif": "(celui de la base)", "secret_keys": "(fichier secret.keys à côté de la base)"}


@dataclass
class Report:
    """Les constats, et s'ils laissent Vigie tourner."""

    lines: list[str] = field(default_factory=list)
    healthy: bool = True

    @property
    def text(self) -> str:
        """Le rapport, une ligne par constat."""
        return "\n".join(self.lines)

    def good(self, line: str) -> None:
        """Ce qui va."""
        self.lines.append(f"ok          {line}")

    def warn(self, line: str) -> None:
        """Ce qui mérite un œil sans empêcher de tourner."""
        self.lines.append(f"attention   {line}")

    def bad(self, line: str) -> None:
        """Ce qui empêche de tourner."""
        self.healthy = False
        self.lines.append(f"PANNE       {line}")


async def examine(settings: Settings) -> Report:
    """Passe tout en revue ; ne s'arrête pas au premier défaut."""
    report = Report()
    for name in type(settings).model_fields:
        report.lines.append(f"réglage     VIGIE_{name.upper()}={_shown(settings, name)}")
    try:
        async with open_context(settings) as ctx:
            report.good(f"base : {ctx.base.url.get_backend_name()}, dispositif : {ctx.dispositif.nom}")
            await _data(ctx, report)
    except (DatabaseUnavailableError, SecretKeyError, SettingsError) as error:
        report.bad(str(error))
    await _token(settings, report)
    _model(report)
    return report


def _shown(settings: Settings, name: str) -> str:
    """La valeur d'un réglage ; un secret, ou le mot de passe d'une adresse, est masqué."""
    value = getattr(settings, name)
    if value is None:
        return _DEFAULTS.get(name, "(absent)")
    if name in {"telegram_token", "secret_keys", "webhook_secret"}:
        return MASKED
    if name == "database_url" and "@" in str(value):
        scheme, _, rest = str(value).partition("://")
        return f"{scheme}://{MASKED}@{rest.rpartition('@')[2]}"
    return ",".join(value) if isinstance(value, tuple) else str(value)


async def _data(ctx: Contexte, report: Report) -> None:
    async with ctx.base.read() as unit:
        residences = await unit.residences.count()
        charges = await unit.personnes.ayant(Role.CHARGE)
        groupes = await unit.groupes.tous()
        en_attente = await unit.personnes.invitations_en_attente(ctx.clock.now())
        ecartes = await unit.inbox.count("ecarte") + await unit.outbox.count("ecarte")
        cellule = await unit.groupes.cellule()
    report.good(f"{residences} résidences, {len(charges)} chargés de gestion sociale")
    liees = {equipe for equipe, _ in groupes.values()}
    for equipe in sorted({c.equipe for c in charges if c.equipe and plier(c.equipe) not in liees}):
        report.warn(f"l'équipe « {equipe} » n'a pas de groupe lié")
    if cellule is None:
        report.warn("la cellule de veille n'a pas de groupe lié")
    if en_attente:
        report.warn(f"invitations en attente de réponse : {en_attente}")
    if ecartes:
        report.bad(f"messages ou envois mis de côté après plusieurs échecs : {ecartes}")


async def _token(settings: Settings, report: Report) -> None:
    if settings.telegram_token is None:
        report.bad("VIGIE_TELEGRAM_TOKEN manque")
        return
    url = f"{settings.telegram_api}/bot{settings.telegram_token.get_secret_value()}/getMe"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.post(url) as response,
        ):
            answer = await response.json()
    except (aiohttp.ClientError, TimeoutError) as error:
        report.bad(f"Telegram ne répond pas ({type(error).__name__})")
        return
    if answer.get("ok"):
        report.good(f"jeton de @{answer['result'].get('username')}")
    else:
        report.bad("Telegram refuse le jeton")


def _model(report: Report) -> None:
    from nlp.classifieur import Classifieur, ModeleInvalide

    start = time.perf_counter()
    try:
        analyse = Classifieur.charger().analyser("M. Dupont ne paie plus son loyer depuis trois mois")
    except ModeleInvalide as error:
        report.bad(str(error))
        return
    seconds = time.perf_counter() - start
    if analyse.motifs:
        report.good(f"classification chargée en {seconds:.1f} s")
    else:
        report.bad("la classification ne reconnaît plus un impayé")
