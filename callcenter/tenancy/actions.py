from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from callcenter.tenancy.signals import organization_created


def create_organization(
    *,
    slug: str,
    name: str,
    country: str,
    language: str = "en",
    time_zone: str = "UTC",
    is_demo: bool = False,
    talk_threshold_s: int = 5,
) -> Organization:
    """Make an organization and let every room furnish it with what it ships."""
    organization = Organization.objects.create(
        slug=slug,
        name=name,
        country=country,
        language=language,
        time_zone=time_zone,
        is_demo=is_demo,
        talk_threshold_s=talk_threshold_s,
    )
    with tenant_scope(organization):
        organization_created.send(sender=Organization, organization=organization)
    return organization
