package app

import (
	"context"
	"slices"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/match"
	"github.com/edclusters/thirdplace/internal/store"
)

// change makes the change that stores a record, with its analysed form.
func (s *Service) change(ctx context.Context, r eic.Record, from eic.Version, verb string) (store.Change, error) {
	c := store.Change{Record: r, From: from, Verb: verb}
	var product *eic.Product
	if o, ok := r.(*eic.Offer); ok && o.Product() != "" {
		found, err := s.store.Fetch(ctx, []eic.ID{eic.ID(o.Product())})
		if err != nil {
			return c, err
		}
		product, _ = found[0].(*eic.Product)
	}
	c.Document = s.documentOf(r, product)
	return c, nil
}

// documentOf is the analysed form of any record that has one.
func (s *Service) documentOf(r eic.Record, product *eic.Product) *store.Document {
	switch r := r.(type) {
	case *eic.Need, *eic.Offer:
		doc := s.document(r, product)
		return &doc
	case *eic.Organization:
		return names(r.Name, "")
	case *eic.Person:
		return names(r.Name, "")
	case *eic.Product:
		return names(r.Name, r.Description)
	}
	return nil
}

// names is the form by which a list is searched.
func names(title, body string) *store.Document {
	var doc store.Document
	doc.Analysis = match.AnalysisVersion
	doc.Title, doc.Body = match.Analyse(title, body).Encode()
	return &doc
}

// document is the analysed form of a need or an offer; p is the product of a
// pilot offer, whose words and topics are the offer's too.
func (s *Service) document(r eic.Record, p *eic.Product) store.Document {
	title, body := textOf(r, p)
	given := givenOf(r, p)
	analysed := s.analyse(title, body)
	doc := store.Document{Analysis: match.AnalysisVersion}
	doc.Title, doc.Body = analysed.Encode()
	doc.Topics = about(given.Chosen, s.topics.of(r.Header().Cluster).Link(analysed, given))
	return doc
}

// analyse splits, folds and stems; the stems of words are remembered.
func (s *Service) analyse(title, body string) match.Text {
	analyser := s.analysers.Get().(*match.Analyser)
	defer s.analysers.Put(analyser)
	return analyser.Analyse(title, body)
}

// textOf returns what of a record is analysed.
func textOf(r eic.Record, p *eic.Product) (title, body string) {
	parts := partsOf(r, p)
	if len(parts) == 0 {
		return "", ""
	}
	rest := make([]string, len(parts)-1)
	for i, part := range parts[1:] {
		rest[i] = part.text
	}
	return parts[0].text, strings.Join(rest, "\n")
}

// givenOf returns what is known of a record beside its text: of what type it is,
// in which language, the topics its author chose, among them those of a pilot's
// product, and those its author removed.
func givenOf(r eic.Record, p *eic.Product) match.Given {
	switch r := r.(type) {
	case *eic.Need:
		return match.Given{Type: eic.NeedType, Language: r.Language, Chosen: r.Topics, Not: r.NotTopics}
	case *eic.Offer:
		given := match.Given{Type: r.Kind.Type(), Language: r.Language, Chosen: r.Topics, Not: r.NotTopics}
		if p != nil {
			for _, t := range p.Topics {
				if !slices.Contains(given.Not, t) {
					given.Chosen = append(slices.Clip(given.Chosen), t)
				}
			}
		}
		return given
	}
	return match.Given{}
}

// about lists the topics of a document: those chosen, then those found in its
// text, each once with its highest confidence, in the order of their ids.
func about(chosen []eic.TopicID, links []match.Link) []store.About {
	best := map[eic.TopicID]store.About{}
	for _, l := range links {
		if l.Confidence > best[l.Topic].Weight {
			best[l.Topic] = store.About{Topic: l.Topic, Token: match.TopicToken(l.Topic), Weight: l.Confidence}
		}
	}
	for _, t := range chosen {
		best[t] = store.About{Topic: t, Token: match.TopicToken(t), Weight: 1, Chosen: true}
	}
	list := make([]store.About, 0, len(best))
	for _, a := range best {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b store.About) int { return strings.Compare(string(a.Topic), string(b.Topic)) })
	return list
}

// topicIDs lists the topics of a document.
func topicIDs(doc store.Document) []eic.TopicID {
	ids := make([]eic.TopicID, len(doc.Topics))
	for i, a := range doc.Topics {
		ids[i] = a.Topic
	}
	return ids
}
