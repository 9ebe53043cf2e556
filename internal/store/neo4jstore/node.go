package neo4jstore

import (
	"encoding/json"
	"hash/crc32"
	"io"
	"strconv"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/store"
)

// node is how a record stands in the graph. A property that is nil is removed.
type node struct {
	handle     string // its id, or what stands for one
	labels     []string
	properties map[string]any
}

// edge is a relationship between two nodes.
type edge struct {
	from, to   string // handles
	kind       string
	properties map[string]any
}

// drawing is a record as nodes and edges.
type drawing struct {
	node
	identities []node // of a person
	edges      []edge
}

// separator stands between the parts of a key. It sorts below all that names
// are made of, so that "Ana" comes before "Ana Maria".
const separator = "\t"

// form is the analysed form of a record as its node has it.
type form struct {
	store.Document
	about string // Topics as JSON
	seal  string // of the texts; "" of what was never analysed, or by a program that set no seals
	stays bool   // it is that of the node, of which only Analysis, Topics and the seal are known
}

// formOf returns the form that a document gives a node.
func formOf(d *store.Document) (form, error) {
	about, err := json.Marshal(d.Topics)
	return form{Document: *d, about: string(about), seal: sealOf(d.Title, d.Body, string(about))}, err
}

// sealOf tells texts that were written together from texts that were not: a reader
// may come between the properties of a commit.
func sealOf(title, body, about string) string {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	for _, text := range []string{title, body, about} {
		io.WriteString(sum, text)
		io.WriteString(sum, separator)
	}
	return strconv.FormatUint(uint64(sum.Sum32()), 36)
}

// draw returns the picture of a record with the analysed form it will have.
func draw(record eic.Record, indexed form) (*drawing, error) {
	h := record.Header()
	doc, err := json.Marshal(record)
	if err != nil {
		return nil, err
	}
	d := &drawing{node: node{handle: string(h.ID), properties: map[string]any{
		"id": string(h.ID), "cluster": clusterName(h.Cluster), "source": h.External.Source, "externalId": h.External.ID,
		"version": int64(h.Version), "created": h.Created.At, "updated": h.Updated.At, "doc": string(doc), "_lock": nil,
	}}}
	switch r := record.(type) {
	case *eic.Cluster:
		d.cluster(r)
	case *eic.Organization:
		d.organization(r)
	case *eic.Person:
		d.person(r)
	case *eic.Topic:
		d.topic(r)
	case *eic.Product:
		d.product(r)
	case *eic.Need:
		d.need(r, indexed)
	case *eic.Offer:
		d.offer(r, indexed)
	default:
		return nil, internal("record %s of unknown type %T", h.ID, record)
	}
	d.document(record, indexed)
	return d, nil
}

// card is what recall says of a record, in one property: its id, its version and
// that of its analysis. Three properties took a fifth of a recall (measured). The
// seal of its analysed form follows, for those who read both.
func card(h *eic.Head, indexed form) string {
	return strings.Join([]string{
		string(h.ID), strconv.FormatInt(int64(h.Version), 10), strconv.Itoa(indexed.Analysis), indexed.seal,
	}, cardBlank)
}

const cardBlank = " "

// candidateOn reads a card.
func candidateOn(card string) store.Candidate {
	id, rest, _ := strings.Cut(card, cardBlank)
	version, rest, _ := strings.Cut(rest, cardBlank)
	analysis, _, _ := strings.Cut(rest, cardBlank)
	return store.Candidate{ID: eic.ID(id), Version: eic.Version(number(version)), Analysis: number(analysis)}
}

// sealOn reads the seal on a card, "" for none.
func sealOn(card string) string {
	if parts := strings.Split(card, cardBlank); len(parts) == 4 {
		return parts[3]
	}
	return ""
}

// clusterName is the value of property cluster; it is never missing, since a
// uniqueness holds only for what has all its properties.
func clusterName(c eic.ClusterID) string {
	if c == "" {
		return "shared"
	}
	return string(c)
}

// document writes the strings that are searched.
func (d *drawing) document(record eic.Record, indexed form) {
	d.say("searchCluster", searchClusters(record))
	if indexed.stays {
		return
	}
	d.say("searchTitle", indexed.Title)
	d.say("searchBody", indexed.Body)
	if store.SideOf(record.Header().ID.Type()) == 0 {
		return
	}
	if indexed.Title == "" && indexed.Body == "" {
		for _, name := range []string{"vector", "vectorModel", "vectorDigest", "vectorData"} {
			d.properties[name] = nil
		}
	}
	tokens := make([]string, len(indexed.Topics))
	for i, a := range indexed.Topics {
		tokens[i] = a.Token
	}
	d.say("searchTopics", strings.Join(tokens, " "))
	d.say("about", indexed.about)
	d.say("analysis", int64(indexed.Analysis))
}

// searchClusters are the tokens of the clusters in whose searches a record is
// found, and for what may be matched those of its place among equals.
func searchClusters(record eic.Record) string {
	h := record.Header()
	person, ok := record.(*eic.Person)
	switch {
	case store.SideOf(h.ID.Type()) != 0:
		return clusterToken(h.Cluster) + orderTokens(h.ID)
	case !ok:
		return clusterToken(h.Cluster)
	}
	var tokens []string
	for _, m := range person.Memberships {
		tokens = append(tokens, clusterToken(m.Cluster))
	}
	return strings.Join(tokens, " ")
}

func clusterToken(c eic.ClusterID) string { return strings.TrimPrefix(string(c), "cluster.") }

// say sets a property. A text, number or list that is zero is not said, and has
// no property.
func (d *drawing) say(name string, value any) {
	list, isList := value.([]string)
	if isList && len(list) == 0 || !isList && (value == "" || value == int64(0)) {
		value = nil
	}
	d.properties[name] = value
}

// place says where something is.
func (d *drawing) place(p eic.Place) {
	d.say("postalCode", p.PostalCode)
	d.say("country", p.Country)
	d.properties["point"] = nil
	if point, ok := p.Point(); ok {
		d.properties["point"] = pointOf(point)
	} else if p.PostalCode != "" {
		d.labels = append(d.labels, "Unlocated")
	}
}

// wgs84 is the number of the coordinate system of latitude and longitude.
const wgs84 = 4326

func pointOf(p eic.Point) neo4j.Point2D {
	return neo4j.Point2D{X: p.Lng, Y: p.Lat, SpatialRefId: wgs84}
}

// window says the days between which something is.
func (d *drawing) window(w eic.Window) {
	d.properties["windowStart"] = dateOf(w.Start)
	d.properties["windowEnd"] = dateOf(w.End)
}

// dateOf returns a day as a date of Neo4j, nil for one that is not said.
func dateOf(day eic.Day) any {
	if day == 0 {
		return nil
	}
	return neo4j.DateOf(day.Time())
}

// link adds an edge from the record to another.
func (d *drawing) link(kind string, to eic.ID, properties map[string]any) {
	if to != "" {
		d.edges = append(d.edges, edge{d.handle, string(to), kind, properties})
	}
}

// linkFrom adds an edge from another to the record.
func (d *drawing) linkFrom(from eic.ID, kind string) {
	d.edges = append(d.edges, edge{string(from), d.handle, kind, nil})
}

// linkAll adds an edge to each of some topics, once.
func (d *drawing) linkAll(kind string, topics []eic.TopicID, properties map[string]any) {
	seen := map[eic.TopicID]bool{}
	for _, t := range topics {
		if !seen[t] {
			d.link(kind, eic.ID(t), properties)
		}
		seen[t] = true
	}
}

func strs[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
