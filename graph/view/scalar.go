package view

import (
	"encoding"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// The enumerations of the schema are those of eic, which does not know GraphQL:
// a pair of functions binds each. A value that is not said is null.

// MarshalScope writes the value's name.
func MarshalScope(v eic.Scope) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalScope reads a name.
func UnmarshalScope(v any) (eic.Scope, error) { return unmarshalName[eic.Scope](v) }

// MarshalStakeholderRole writes the value's name.
func MarshalStakeholderRole(v eic.StakeholderRole) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalStakeholderRole reads a name.
func UnmarshalStakeholderRole(v any) (eic.StakeholderRole, error) {
	return unmarshalName[eic.StakeholderRole](v)
}

// MarshalOrganizationKind writes the value's name.
func MarshalOrganizationKind(v eic.OrganizationKind) graphql.Marshaler {
	return marshalName(v.String())
}

// UnmarshalOrganizationKind reads a name.
func UnmarshalOrganizationKind(v any) (eic.OrganizationKind, error) {
	return unmarshalName[eic.OrganizationKind](v)
}

// MarshalOfferKind writes the value's name.
func MarshalOfferKind(v eic.OfferKind) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalOfferKind reads a name.
func UnmarshalOfferKind(v any) (eic.OfferKind, error) { return unmarshalName[eic.OfferKind](v) }

// MarshalEngagementMode writes the value's name.
func MarshalEngagementMode(v eic.EngagementMode) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalEngagementMode reads a name.
func UnmarshalEngagementMode(v any) (eic.EngagementMode, error) {
	return unmarshalName[eic.EngagementMode](v)
}

// MarshalSetting writes the value's name.
func MarshalSetting(v eic.Setting) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalSetting reads a name.
func UnmarshalSetting(v any) (eic.Setting, error) { return unmarshalName[eic.Setting](v) }

// MarshalGradeLevel writes the value's name.
func MarshalGradeLevel(v eic.GradeLevel) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalGradeLevel reads a name.
func UnmarshalGradeLevel(v any) (eic.GradeLevel, error) { return unmarshalName[eic.GradeLevel](v) }

// MarshalFundCategory writes the value's name.
func MarshalFundCategory(v eic.FundCategory) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalFundCategory reads a name.
func UnmarshalFundCategory(v any) (eic.FundCategory, error) {
	return unmarshalName[eic.FundCategory](v)
}

// MarshalTopicKind writes the value's name.
func MarshalTopicKind(v eic.TopicKind) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalTopicKind reads a name.
func UnmarshalTopicKind(v any) (eic.TopicKind, error) { return unmarshalName[eic.TopicKind](v) }

// MarshalEvidenceTier writes the value's name.
func MarshalEvidenceTier(v eic.EvidenceTier) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalEvidenceTier reads a name.
func UnmarshalEvidenceTier(v any) (eic.EvidenceTier, error) {
	return unmarshalName[eic.EvidenceTier](v)
}

// MarshalEvidenceOrigin writes the value's name.
func MarshalEvidenceOrigin(v eic.EvidenceOrigin) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalEvidenceOrigin reads a name.
func UnmarshalEvidenceOrigin(v any) (eic.EvidenceOrigin, error) {
	return unmarshalName[eic.EvidenceOrigin](v)
}

// MarshalDevice writes the value's name.
func MarshalDevice(v eic.Device) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalDevice reads a name.
func UnmarshalDevice(v any) (eic.Device, error) { return unmarshalName[eic.Device](v) }

// MarshalWeekday writes the value's name.
func MarshalWeekday(v eic.Weekday) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalWeekday reads a name.
func UnmarshalWeekday(v any) (eic.Weekday, error) { return unmarshalName[eic.Weekday](v) }

// MarshalPeriod writes the value's name.
func MarshalPeriod(v eic.Period) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalPeriod reads a name.
func UnmarshalPeriod(v any) (eic.Period, error) { return unmarshalName[eic.Period](v) }

// MarshalNeedStatus writes the value's name.
func MarshalNeedStatus(v eic.NeedStatus) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalNeedStatus reads a name.
func UnmarshalNeedStatus(v any) (eic.NeedStatus, error) { return unmarshalName[eic.NeedStatus](v) }

// MarshalOfferStatus writes the value's name.
func MarshalOfferStatus(v eic.OfferStatus) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalOfferStatus reads a name.
func UnmarshalOfferStatus(v any) (eic.OfferStatus, error) { return unmarshalName[eic.OfferStatus](v) }

// MarshalMatchGate writes the value's name.
func MarshalMatchGate(v eic.MatchGate) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalMatchGate reads a name.
func UnmarshalMatchGate(v any) (eic.MatchGate, error) { return unmarshalName[eic.MatchGate](v) }

// MarshalMatchFactor writes the value's name.
func MarshalMatchFactor(v eic.MatchFactor) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalMatchFactor reads a name.
func UnmarshalMatchFactor(v any) (eic.MatchFactor, error) { return unmarshalName[eic.MatchFactor](v) }

// MarshalMatchFit writes the value's name.
func MarshalMatchFit(v eic.MatchFit) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalMatchFit reads a name.
func UnmarshalMatchFit(v any) (eic.MatchFit, error) { return unmarshalName[eic.MatchFit](v) }

// MarshalMatchScope writes the value's name.
func MarshalMatchScope(v eic.MatchScope) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalMatchScope reads a name.
func UnmarshalMatchScope(v any) (eic.MatchScope, error) { return unmarshalName[eic.MatchScope](v) }

// MarshalRecordType writes the value's name.
func MarshalRecordType(v eic.Type) graphql.Marshaler { return marshalName(v.String()) }

// UnmarshalRecordType reads a name.
func UnmarshalRecordType(v any) (eic.Type, error) { return unmarshalName[eic.Type](v) }

var relationNames = [...]string{
	match.SameTopic: "SAME", match.NarrowerTopic: "NARROWER", match.BroaderTopic: "BROADER",
	match.RelatedTopic: "RELATED", match.BridgedTopic: "BRIDGED",
}

// MarshalTopicRelation writes the relation's name.
func MarshalTopicRelation(v match.Relation) graphql.Marshaler { return marshalName(relationNames[v]) }

// UnmarshalTopicRelation refuses: no input has a relation.
func UnmarshalTopicRelation(any) (match.Relation, error) {
	return 0, fault.At("", fault.UnknownField, "relation")
}

func marshalName(name string) graphql.Marshaler {
	if name == "" {
		return graphql.Null
	}
	return quoted(name)
}

// quoted writes a text that needs no escape.
type quoted string

// MarshalGQL implements graphql.Marshaler.
func (q quoted) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, `"`+string(q)+`"`) }

func unmarshalName[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](v any) (value T, err error) {
	name, ok := v.(string)
	if !ok {
		return value, fault.At("", fault.WrongType, "text")
	}
	return value, P(&value).UnmarshalText([]byte(name))
}

// MarshalDate writes a day.
func MarshalDate(d eic.Day) graphql.Marshaler { return marshalName(d.String()) }

// UnmarshalDate reads a day.
func UnmarshalDate(v any) (eic.Day, error) { return unmarshalName[eic.Day](v) }

// MarshalLanguage writes a language's code.
func MarshalLanguage(l eic.Language) graphql.Marshaler { return marshalName(string(l)) }

// UnmarshalLanguage reads a language's code.
func UnmarshalLanguage(v any) (eic.Language, error) {
	s, ok := v.(string)
	if !ok {
		return "", fault.At("", fault.WrongType, "text")
	}
	return eic.ParseLanguage(s)
}
