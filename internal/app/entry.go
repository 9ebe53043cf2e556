package app

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// entry is a line on its way into the store.
type entry struct {
	line   Line
	form   *form
	record eic.Record
	before eic.Record // stored, or nil
	result Result
}

// readEntries reads lines by their forms, in batches that are each about
// different records: one ends before a line about a record it has already.
func readEntries(lines []Line) [][]*entry {
	entries := make([]*entry, len(lines))
	together(len(lines), func(i int) { entries[i] = readEntry(lines[i]) })
	var batches [][]*entry
	seen := map[eic.ID]bool{}
	first := 0
	for i, e := range entries {
		if e.result.Outcome == Rejected {
			continue
		}
		if seen[e.result.ID] {
			batches = append(batches, entries[first:i])
			first = i
			clear(seen)
		}
		seen[e.result.ID] = true
	}
	return append(batches, entries[first:])
}

func readEntry(line Line) *entry {
	e := &entry{line: line}
	var faults fault.Fields
	ext, err := external(line.Source, line.ExternalID)
	faults.Add("externalId", err)
	var cluster eic.ClusterID
	switch {
	case line.Type == eic.ClusterType:
		cluster = eic.ClusterIDOf(ext.ID)
	case line.Type == eic.TopicType && line.Cluster == "": // all clusters share it
	case line.Cluster == "":
		faults.Say("cluster", fault.Required)
	default:
		cluster = eic.ClusterIDOf(match.Normalize(line.Cluster))
	}
	if err := faults.Err(); err != nil {
		e.result = Result{Outcome: Rejected, Err: err}
		return e
	}
	e.record = empty(line.Type)
	h := e.record.Header()
	h.Cluster, h.External, h.Line = cluster, ext, digestLine(line)
	h.ID = eic.DeriveID(line.Type, cluster, ext)
	e.result.ID = h.ID
	e.form = newForm(maps.Clone(line.Fields), "", byExternal(cluster, ext.Source), true)
	e.read(cluster)
	return e
}

// read fills the record by the form, and notes the cluster as a reference.
func (e *entry) read(cluster eic.ClusterID) {
	switch r := e.record.(type) {
	case *eic.Cluster:
		r.Review, r.Shares = true, true
	case *eic.Topic:
		e.form.boolean("retired", &r.Retired, false)
	case *eic.Need:
		text(e.form, "returned", &r.Returned, eic.ParseNote)
	}
	e.form.record(e.record)
	if e.line.Type != eic.ClusterType && cluster != "" {
		e.form.shared.refs = append(e.form.shared.refs, reference{
			path: "cluster", said: e.line.Cluster, types: []eic.Type{eic.ClusterType},
			choices: []eic.ID{eic.ID(cluster)}, set: func(eic.ID) {},
		})
	}
}

// external reads an external identity as every path does: normalized, without
// blanks at the ends.
func external(source, id string) (eic.External, error) {
	return eic.NewExternal(match.Normalize(source), match.Normalize(id))
}

// digestLine names what a line says; the order of its fields does not count.
func digestLine(l Line) string {
	b, err := json.Marshal(l.Fields)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

// meet compares an entry with what is stored, fills in what the line does not
// say, and checks the record as a whole.
func (e *entry) meet(before eic.Record) {
	e.before = before
	h := e.record.Header()
	if before != nil {
		if line := before.Header().Line; line != "" && line == h.Line {
			e.result.Outcome = Unchanged
			return
		}
	}
	switch r := e.record.(type) {
	case *eic.Cluster:
		if before != nil { // known by its external id alone, whoever tells of it
			h.External.Source = before.Header().External.Source
		}
	case *eic.Need:
		old, _ := before.(*eic.Need)
		switch {
		case r.Status == 0 && old != nil:
			r.Status, r.Returned = old.Status, old.Returned
		case r.Status == 0:
			r.Status = eic.NeedOpen
		}
	case *eic.Offer:
		old, _ := before.(*eic.Offer)
		switch {
		case r.Status == 0 && old != nil:
			r.Status = old.Status
		case r.Status == 0:
			r.Status = eic.OfferOpen
		}
	case *eic.Person:
		if old, ok := before.(*eic.Person); ok && !old.Erased.IsZero() && r.Erased.IsZero() {
			e.result = Result{Outcome: Rejected, ID: h.ID, Err: fault.At("externalId", fault.Erased)}
			return
		}
		e.keepGrants(r)
	}
	e.form.check(e.record)
}

// keepGrants keeps what gives a stored person a say where the line is silent
// about it: how they sign in, and what they are in further clusters.
func (e *entry) keepGrants(p *eic.Person) {
	old, ok := e.before.(*eic.Person)
	if !ok {
		return
	}
	if p.SignedOut.Before(old.SignedOut) {
		p.SignedOut = old.SignedOut // a file never lets in again who was signed out
	}
	if _, said := e.line.Fields["identities"]; !said {
		p.Identities = old.Identities
	}
	if _, said := e.line.Fields["memberships"]; !said && len(old.Memberships) > 1 {
		p.Memberships = append(p.Memberships[:1:1], old.Memberships[1:]...)
	}
}
