package eic

// The kinds of people, organizations, offers, topics and evidence.

// StakeholderRole is what somebody is in a cluster.
type StakeholderRole uint8

// The values of StakeholderRole.
const (
	Educator StakeholderRole = iota + 1
	Entrepreneur
	Funder
	Researcher
	CommunityPartner
	Steward // keeps the cluster fair and alive
)

var stakeholderRoleNames = []string{"EDUCATOR", "ENTREPRENEUR", "FUNDER", "RESEARCHER", "COMMUNITY_PARTNER", "STEWARD"}

// String returns the value's name.
func (v StakeholderRole) String() string { return nameOf(stakeholderRoleNames, v) }

// MarshalText writes the value's name.
func (v StakeholderRole) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *StakeholderRole) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[StakeholderRole](stakeholderRoleNames, b)
	return err
}

// EveryStakeholderRole lists the values in order.
func EveryStakeholderRole() []StakeholderRole { return every[StakeholderRole](stakeholderRoleNames) }

// OrganizationKind is what an organization is.
type OrganizationKind uint8

// The values of OrganizationKind.
const (
	School OrganizationKind = iota + 1
	District
	HigherEducation
	AfterSchoolProgram
	Nonprofit
	Company
	Foundation
	Investor
	Government
	LibraryOrMuseum
	ResearchOrganization
	OtherOrganization
)

var organizationKindNames = []string{"SCHOOL", "DISTRICT", "HIGHER_EDUCATION", "AFTER_SCHOOL_PROGRAM", "NONPROFIT", "COMPANY", "FOUNDATION", "INVESTOR", "GOVERNMENT", "LIBRARY_OR_MUSEUM", "RESEARCH_ORGANIZATION", "OTHER"}

// String returns the value's name.
func (v OrganizationKind) String() string { return nameOf(organizationKindNames, v) }

// MarshalText writes the value's name.
func (v OrganizationKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *OrganizationKind) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[OrganizationKind](organizationKindNames, b)
	return err
}

// EveryOrganizationKind lists the values in order.
func EveryOrganizationKind() []OrganizationKind {
	return every[OrganizationKind](organizationKindNames)
}

// OfferKind is which of the four offers one is.
type OfferKind uint8

// The values of OfferKind.
const (
	FundOfKnowledge OfferKind = iota + 1 // what people of the community know and can do
	PilotOffer                           // a product looking for a classroom to be tried in
	Grant
	Study
)

var offerKindNames = []string{"FUND_OF_KNOWLEDGE", "PILOT", "GRANT", "STUDY"}

// String returns the value's name.
func (v OfferKind) String() string { return nameOf(offerKindNames, v) }

// MarshalText writes the value's name.
func (v OfferKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *OfferKind) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[OfferKind](offerKindNames, b)
	return err
}

// EveryOfferKind lists the values in order.
func EveryOfferKind() []OfferKind { return every[OfferKind](offerKindNames) }

// FundCategory is the part of life a fund of knowledge comes from.
type FundCategory uint8

// The values of FundCategory.
const (
	HomeLanguage FundCategory = iota + 1
	ValuesAndTraditions
	Caregiving
	FriendsAndFamily
	Outings
	Household
	Education
	Media
	Occupation
	Science
	Agriculture
	ConstructionAndRepair
	Economics
	HealthAndFolkMedicine
	ArtsAndCraft
	LocalHistory
)

var fundCategoryNames = []string{"HOME_LANGUAGE", "VALUES_AND_TRADITIONS", "CAREGIVING", "FRIENDS_AND_FAMILY", "OUTINGS", "HOUSEHOLD", "EDUCATION", "MEDIA", "OCCUPATION", "SCIENCE", "AGRICULTURE", "CONSTRUCTION_AND_REPAIR", "ECONOMICS", "HEALTH_AND_FOLK_MEDICINE", "ARTS_AND_CRAFT", "LOCAL_HISTORY"}

// String returns the value's name.
func (v FundCategory) String() string { return nameOf(fundCategoryNames, v) }

// MarshalText writes the value's name.
func (v FundCategory) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *FundCategory) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[FundCategory](fundCategoryNames, b)
	return err
}

// EveryFundCategory lists the values in order.
func EveryFundCategory() []FundCategory { return every[FundCategory](fundCategoryNames) }

// TopicKind is what sort of concept a topic is.
type TopicKind uint8

// The values of TopicKind.
const (
	Subject TopicKind = iota + 1
	Skill
	OccupationTopic
	Fund     // a fund of knowledge
	Standard // a curriculum standard, found by its code
)

var topicKindNames = []string{"SUBJECT", "SKILL", "OCCUPATION", "FUND", "STANDARD"}

// String returns the value's name.
func (v TopicKind) String() string { return nameOf(topicKindNames, v) }

// MarshalText writes the value's name.
func (v TopicKind) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *TopicKind) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[TopicKind](topicKindNames, b)
	return err
}

// EveryTopicKind lists the values in order.
func EveryTopicKind() []TopicKind { return every[TopicKind](topicKindNames) }

// EvidenceTier is how strong the evidence for a product is (ESSA).
type EvidenceTier uint8

// The values of EvidenceTier.
const (
	Strong EvidenceTier = iota + 1
	Moderate
	Promising
	Rationale
	NoEvidence
)

var evidenceTierNames = []string{"STRONG", "MODERATE", "PROMISING", "RATIONALE", "NONE"}

// String returns the value's name.
func (v EvidenceTier) String() string { return nameOf(evidenceTierNames, v) }

// MarshalText writes the value's name.
func (v EvidenceTier) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *EvidenceTier) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[EvidenceTier](evidenceTierNames, b)
	return err
}

// EveryEvidenceTier lists the values in order.
func EveryEvidenceTier() []EvidenceTier { return every[EvidenceTier](evidenceTierNames) }

// EvidenceOrigin is who vouches for evidence.
type EvidenceOrigin uint8

// The values of EvidenceOrigin.
const (
	SelfReported EvidenceOrigin = iota + 1
	Validated
)

var evidenceOriginNames = []string{"SELF_REPORTED", "VALIDATED"}

// String returns the value's name.
func (v EvidenceOrigin) String() string { return nameOf(evidenceOriginNames, v) }

// MarshalText writes the value's name.
func (v EvidenceOrigin) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (v *EvidenceOrigin) UnmarshalText(b []byte) (err error) {
	*v, err = parseName[EvidenceOrigin](evidenceOriginNames, b)
	return err
}

// EveryEvidenceOrigin lists the values in order.
func EveryEvidenceOrigin() []EvidenceOrigin { return every[EvidenceOrigin](evidenceOriginNames) }
