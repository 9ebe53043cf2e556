package eic

import (
	"crypto/sha256"
	"encoding/base32"
	"io"
	"strings"

	"github.com/edclusters/thirdplace/internal/fault"
)

// ID names one record of any type. It reads "type.cluster.key", such as
// "need.5q0d1v9k2m.0c8j...": the type in plain words, ten characters of the
// cluster, twenty of the record. A cluster's own id is "cluster.KEY"; a topic
// that all clusters share is "topic.shared.KEY", or "topic-SLUG" when the
// program ships it.
type ID string

// Typed ids, so that a person is never taken for an organization.
type (
	ClusterID      string
	OrganizationID string
	PersonID       string
	TopicID        string
	NeedID         string
	OfferID        string
	ProductID      string
	// PartyID is whoever makes an offer: a person or an organization.
	PartyID string
)

// Type is the type of a record, as in the schema and in files.
type Type uint8

// The record types.
const (
	ClusterType Type = iota + 1
	OrganizationType
	PersonType
	TopicType
	NeedType
	FundOfKnowledgeType
	PilotOfferType
	GrantType
	StudyType
	ProductType
)

var typeNames = []string{"Cluster", "Organization", "Person", "Topic", "Need", "FundOfKnowledge", "PilotOffer", "Grant", "Study", "Product"}
var typeWords = []string{"cluster", "org", "person", "topic", "need", "fund", "pilot", "grant", "study", "product"}

// String returns the type's name in the schema and in files, such as "PilotOffer".
func (t Type) String() string { return nameOf(typeNames, t) }

// MarshalText writes the type's name.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a name; another is Invalid.
func (t *Type) UnmarshalText(b []byte) (err error) {
	*t, err = parseName[Type](typeNames, b)
	return err
}

// EveryType lists the types in order.
func EveryType() []Type { return every[Type](typeNames) }

// IsOffer reports whether the type is one of the four kinds of offer.
func (t Type) IsOffer() bool { return t >= FundOfKnowledgeType && t <= StudyType }

// OfferKind returns the kind of an offer's type; 0 for other types.
func (t Type) OfferKind() OfferKind {
	if !t.IsOffer() {
		return 0
	}
	return OfferKind(t-FundOfKnowledgeType) + FundOfKnowledge
}

// Type returns the record type of an offer of this kind.
func (v OfferKind) Type() Type { return FundOfKnowledgeType + Type(v-FundOfKnowledge) }

// OfferTypes lists the types of the four kinds of offer.
func OfferTypes() []Type { return []Type{FundOfKnowledgeType, PilotOfferType, GrantType, StudyType} }

const (
	clusterKeyLen = 10 // 50 bits
	recordKeyLen  = 20 // 100 bits
	sharedPart    = "shared"
	shippedPrefix = "topic-"
)

var keyCoding = base32.HexEncoding.WithPadding(base32.NoPadding)

func key(b []byte, length int) string { return strings.ToLower(keyCoding.EncodeToString(b))[:length] }

// ClusterIDOf returns the id of the cluster with this external id, the same on
// every machine: an external id of a cluster is unique in a deployment.
func ClusterIDOf(externalID string) ClusterID {
	sum := sha256.Sum256([]byte("Cluster\x00" + externalID))
	return ClusterID("cluster." + key(sum[:], clusterKeyLen))
}

// DeriveID returns the id of the record with this type and external identity, the same on
// every machine and engine. The cluster is empty for what all clusters share,
// and ignored for a Cluster. A record of source "thirdplace" keeps the id that is its external
// id when that is one of this type and cluster.
func DeriveID(t Type, cluster ClusterID, ext External) ID {
	if t == ClusterType {
		return ID(ClusterIDOf(ext.ID))
	}
	if ext.Source == OwnSource {
		if id, err := ParseID(ext.ID); err == nil && id.Type() == t && (id.Cluster() == cluster || id.Shipped()) {
			return id
		}
	}
	sum := sha256.Sum256([]byte(t.String() + "\x00" + string(cluster) + "\x00" + ext.Source + "\x00" + ext.ID))
	return ID(typeWords[t-1] + "." + clusterPart(cluster) + "." + key(sum[:], recordKeyLen))
}

// NewID makes the id of a new record from 13 random bytes of entropy.
func NewID(t Type, cluster ClusterID, entropy io.Reader) (ID, error) {
	var b [13]byte
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return "", fault.Wrap("make id", err)
	}
	return ID(typeWords[t-1] + "." + clusterPart(cluster) + "." + key(b[:], recordKeyLen)), nil
}

func clusterPart(c ClusterID) string {
	if c == "" {
		return sharedPart
	}
	return strings.TrimPrefix(string(c), "cluster.")
}

// ParseID reads an id of any type. What is not one is Invalid.
func ParseID(s string) (ID, error) {
	if !wellFormed(s) {
		return "", fault.At("", fault.NotAnID, clip(s), "record")
	}
	return ID(s), nil
}

func wellFormed(s string) bool {
	if slug, ok := strings.CutPrefix(s, shippedPrefix); ok {
		return slug != "" && len(slug) <= 80 && madeOf(slug, "abcdefghijklmnopqrstuvwxyz0123456789-")
	}
	parts := strings.Split(s, ".")
	for _, part := range parts[1:] {
		if part != sharedPart && !madeOf(part, "0123456789abcdefghijklmnopqrstuv") {
			return false
		}
	}
	switch len(parts) {
	case 2:
		return parts[0] == "cluster" && len(parts[1]) == clusterKeyLen
	case 3:
		known := typeOfWord(parts[0])
		shared := parts[1] == sharedPart && known == TopicType
		return known > ClusterType && len(parts[2]) == recordKeyLen && (shared || len(parts[1]) == clusterKeyLen)
	}
	return false
}

func madeOf(s, alphabet string) bool {
	return strings.Trim(s, alphabet) == ""
}

func typeOfWord(word string) Type {
	for i, w := range typeWords {
		if w == word {
			return Type(i + 1)
		}
	}
	return 0
}

// Type returns the type of the record an id names; 0 for a malformed id.
func (id ID) Type() Type {
	if id.Shipped() {
		return TopicType
	}
	word, _, _ := strings.Cut(string(id), ".")
	return typeOfWord(word)
}

// Cluster returns the cluster an id belongs to; empty for shared topics.
func (id ID) Cluster() ClusterID {
	parts := strings.Split(string(id), ".")
	switch {
	case len(parts) < 2 || parts[1] == sharedPart:
		return ""
	case parts[0] == "cluster":
		return ClusterID(id)
	}
	return ClusterID("cluster." + parts[1])
}

// IDRange returns two texts between which the ids of a type lie, those of one
// cluster or, for "", of all: "need.KEY." and "need.KEY/", since "/" follows "."
// in ASCII. A Cluster is among all only.
func IDRange(t Type, cluster ClusterID) (above, below ID) {
	if t < ClusterType || int(t) > len(typeWords) {
		return "", ""
	}
	prefix := ID(typeWords[t-1])
	switch {
	case cluster != "":
		prefix += "." + ID(clusterPart(cluster))
	case t == TopicType:
		return shippedPrefix, prefix + "/" // "-" is before "." in ASCII
	}
	return prefix + ".", prefix + "/"
}

// Shipped reports whether the id is of a topic that the program ships.
func (id ID) Shipped() bool { return strings.HasPrefix(string(id), shippedPrefix) }

// ParseRef reads a typed id of one of the given types. What is not one is Invalid.
func ParseRef[T ~string](s string, types ...Type) (T, error) {
	id, err := ParseID(s)
	if err == nil {
		for _, t := range types {
			if id.Type() == t {
				return T(id), nil
			}
		}
	}
	expected := make([]string, len(types))
	for i, t := range types {
		expected[i] = t.String()
	}
	return "", fault.At("", fault.NotAnID, clip(s), strings.Join(expected, ", "))
}

// ParseOfferID reads the id of an offer of any kind.
func ParseOfferID(s string) (OfferID, error) { return ParseRef[OfferID](s, OfferTypes()...) }

// ParsePartyID reads the id of a person or an organization.
func ParsePartyID(s string) (PartyID, error) {
	return ParseRef[PartyID](s, PersonType, OrganizationType)
}

// Person returns the person a party is, if it is one.
func (p PartyID) Person() (PersonID, bool) { return PersonID(p), ID(p).Type() == PersonType }

// Organization returns the organization a party is, if it is one.
func (p PartyID) Organization() (OrganizationID, bool) {
	return OrganizationID(p), ID(p).Type() == OrganizationType
}

// Kind returns the kind of the offer an id names.
func (id OfferID) Kind() OfferKind { return ID(id).Type().OfferKind() }
