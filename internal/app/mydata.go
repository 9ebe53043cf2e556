package app

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

// holdings is all that is held on a person.
type holdings struct {
	person      *eic.Person
	needs       []*eic.Need
	offers      []*eic.Offer
	invitations []*eic.Credential
	entries     []eic.AuditEntry // about them, their needs and offers, or by them
}

// records lists the person, their needs and their offers.
func (h *holdings) records() []eic.Record {
	all := []eic.Record{h.person}
	for _, n := range h.needs {
		all = append(all, n)
	}
	for _, o := range h.offers {
		all = append(all, o)
	}
	return all
}

// heldOn reads all that is held on a person, in every cluster whose records can
// refer to them.
func (s *Service) heldOn(ctx context.Context, p *eic.Person) (*holdings, error) {
	clusters, err := s.store.Clusters(ctx)
	if err != nil {
		return nil, err
	}
	h := &holdings{person: p}
	for _, c := range clusters {
		of := eic.ClusterID(c.ID)
		if s.apart(p.Cluster, of) {
			continue
		}
		everything := store.Visibility{All: true}
		needs, err := everyPage(ctx, store.NeedFilter{Cluster: of, Visible: everything, PostedBy: eic.PersonID(p.ID)}, s.store.Needs)
		if err != nil {
			return nil, err
		}
		offers, err := everyPage(ctx, store.OfferFilter{Cluster: of, Visible: everything, OfferedBy: eic.PartyID(p.ID)}, s.store.Offers)
		if err != nil {
			return nil, err
		}
		h.needs, h.offers = append(h.needs, needs...), append(h.offers, offers...)
	}
	all, err := s.credentials(ctx, p.Cluster, eic.Invitation)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Person == eic.PersonID(p.ID) {
			h.invitations = append(h.invitations, c)
		}
	}
	h.entries, err = s.entriesOf(ctx, h.records(), clusters)
	return h, err
}

// everyPage reads a list to its end.
func everyPage[F any, R eic.Record](ctx context.Context, filter F, ask func(context.Context, F, store.Page) ([]R, error)) (all []R, err error) {
	page := store.Page{Limit: sweep}
	for {
		found, err := ask(ctx, filter, page)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
		if len(found) < page.Limit {
			return all, nil
		}
		last := found[len(found)-1]
		page.AfterKey, page.AfterID = store.ListKey(last), last.Header().ID
	}
}

// entriesOf reads what the audit log says of records, and of who they are.
func (s *Service) entriesOf(ctx context.Context, records []eic.Record, clusters []*eic.Cluster) (all []eic.AuditEntry, err error) {
	of := make([]string, len(records))
	for i, r := range records {
		of[i] = string(r.Header().ID)
	}
	for _, c := range clusters {
		filter := store.AuditFilter{Cluster: eic.ClusterID(c.ID), Of: of}
		if s.apart(records[0].Header().Cluster, filter.Cluster) {
			continue
		}
		for {
			page, err := s.store.Audit(ctx, filter, sweep)
			if err != nil {
				return nil, err
			}
			all = append(all, page...)
			if len(page) < sweep {
				break
			}
			filter.Before = page[len(page)-1].ID
		}
	}
	return all, nil
}

// MyData returns all that is held on the viewer as NDJSON: records as the lines that
// would import them, with their ids and stamps, then invitations and the audit log.
func (s *Service) MyData(ctx context.Context, v *Viewer) (string, error) {
	if err := v.must(ExportData, v.Person); err != nil {
		return "", err
	}
	held, err := s.heldOn(ctx, v.Person)
	if err != nil {
		return "", fault.Wrap("export my data", err)
	}
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	for _, r := range held.records() {
		line, err := s.fullLine(ctx, r)
		if err == nil {
			err = lines.Encode(line)
		}
		if err != nil {
			return "", fault.Wrap("export my data", err)
		}
	}
	for _, c := range held.invitations {
		c.Digest = "" // nothing can be learned from it
		if err := lines.Encode(typed{"Invitation", c}); err != nil {
			return "", fault.Wrap("export my data", err)
		}
	}
	for _, e := range held.entries {
		if err := lines.Encode(typed{"AuditEntry", e}); err != nil {
			return "", fault.Wrap("export my data", err)
		}
	}
	return out.String(), nil
}

// typed is a line of what is no record.
type typed struct {
	Type string `json:"type"`
	Held any    `json:"held"`
}

// fullLine is the line that would import a record, and what a file leaves out.
func (s *Service) fullLine(ctx context.Context, r eic.Record) (Fields, error) {
	var lines []Line
	if err := s.exportSome(ctx, []eic.Record{r}, func(l Line) error { lines = append(lines, l); return nil }); err != nil {
		return nil, err
	}
	h, l := r.Header(), lines[0]
	full := Fields{
		"type": l.Type.String(), "id": string(h.ID), "externalId": l.ExternalID, "source": l.Source, "cluster": l.Cluster,
		"version": h.Version, "created": h.Created, "updated": h.Updated,
	}
	maps.Copy(full, l.Fields)
	return full, nil
}

// deleteWords are what may be written to confirm that everything is to be deleted.
var deleteWords = []string{"DELETE", "BORRAR"}

// DeleteMe removes all that is held on the viewer in {confirm}, for good. Their needs
// are withdrawn and their offers closed, both without their words; what can be counted
// of them stays. The id stays too, of nobody: other records and the audit log name
// it, and an import that brings the person back is told that they wished to go.
func (s *Service) DeleteMe(ctx context.Context, v *Viewer, input Fields) (time.Time, error) {
	f := newForm(input, "", byID, false)
	confirm, _ := f.asText("confirm")
	if !slices.Contains(deleteWords, strings.ToUpper(strings.TrimSpace(confirm))) {
		f.say("confirm", fault.SayDelete, deleteWords[0])
	}
	f.unknown()
	if err := f.shared.faults.Err(); err != nil {
		return time.Time{}, err
	}
	if err := v.must(DeleteData, v.Person); err != nil {
		return time.Time{}, err
	}
	held, err := s.heldOn(ctx, v.Person)
	if err != nil {
		return time.Time{}, fault.Wrap("delete my data", err)
	}
	when := eic.NewStamp(s.now(), v.ID())
	write := store.Write{}
	for _, r := range held.records() {
		from := r.Header().Version
		r.(interface{ Erase(eic.Stamp) }).Erase(when)
		change, err := s.change(ctx, r, from, "erase")
		if err != nil {
			return time.Time{}, fault.Wrap("delete my data", err)
		}
		write.Changes = append(write.Changes, change)
	}
	for _, c := range held.invitations {
		if c.Open(when.At) {
			write.Endings = append(write.Endings, store.Ending{ID: c.ID, Stamp: when})
		}
	}
	return when.At, s.commitTold(ctx, v, "delete my data", held.person.Cluster, string(held.person.ID), write)
}
