"""Rules and kept cases as their readers see them."""

from services.mediation.cases.models import Case, RetentionRule
from services.mediation.retention.schemas import RetainedCaseOut, RetentionRuleOut, Standing


def rule_document(rule: RetentionRule) -> RetentionRuleOut:
    """A rule in the shape of `RetentionRuleOut`."""
    basis = "setelan_platform" if rule.citation is None else "jadwal_retensi"
    told = rule.model_dump() | {"basis": basis, "needs_verification": rule.mark != "V"}
    return RetentionRuleOut.model_validate(told)


def standing_of(case: Case) -> Standing:
    """How a case that is kept stands."""
    if case.destroyed_at is not None:
        return "dimusnahkan"
    if case.hold_reason is not None:
        return "ditahan"
    return "disimpan" if case.destruction_proposed_at is None else "diusulkan"


def case_document(case: Case) -> RetainedCaseOut:
    """A case in the shape of `RetainedCaseOut`."""
    told = {name: getattr(case, name) for name in RetainedCaseOut.model_fields if name != "standing"}
    return RetainedCaseOut.model_validate(told | {"standing": standing_of(case)})
