package neo4jstore

import (
	"context"

	"github.com/edclusters/thirdplace/internal/eic"
)

// plan is what a write makes of the graph, in the form its statements take.
type plan struct {
	*batch
	made    []map[string]any // nodes
	changed []map[string]any // nodes
	cut     []string         // elements that lose their edges
	disowns []string         // elements of people that lose their identities
	edges   []edge
}

// add plans one record.
func (p *plan) add(e *entry) error {
	indexed := e.kept
	indexed.stays = true
	if e.document != nil {
		var err error
		if indexed, err = formOf(e.document); err != nil {
			return err
		}
	}
	d, err := draw(e.record, indexed)
	if err != nil {
		return err
	}
	if e.from == 0 {
		p.make(d.node)
	} else {
		element := p.elements[string(e.id)]
		p.changed = append(p.changed, map[string]any{"element": element, "labels": d.labels, "properties": d.properties})
		p.cut = append(p.cut, element)
		if e.id.Type() == eic.PersonType {
			p.disowns = append(p.disowns, element)
		}
	}
	for _, identity := range d.identities {
		p.make(identity)
	}
	p.edges = append(p.edges, d.edges...)
	return nil
}

func (p *plan) make(n node) {
	p.made = append(p.made, map[string]any{"handle": n.handle, "labels": n.labels, "properties": n.properties})
}

// carryOut runs the statements, each once for all nodes or edges.
func (p *plan) carryOut(ctx context.Context, t transaction) error {
	if err := p.clear(ctx, t); err != nil {
		return err
	}
	if len(p.made) > 0 {
		found, _, err := t.run(ctx, commitMakeCypher, map[string]any{"nodes": p.made})
		if err != nil {
			return err
		}
		for i, handle := range texts[string](found.list(0)) {
			p.elements[handle] = found.list(1).text(i)
		}
	}
	if len(p.edges) == 0 {
		return nil
	}
	edges := make([]map[string]any, len(p.edges))
	for i, e := range p.edges {
		from, to := p.elements[e.from], p.elements[e.to]
		if from == "" || to == "" {
			return internal("%s from %q to %q: one of them was not looked up", e.kind, e.from, e.to)
		}
		edges[i] = map[string]any{"from": from, "to": to, "type": e.kind, "properties": e.properties}
	}
	_, _, err := t.run(ctx, commitLinkCypher, map[string]any{"edges": edges})
	return err
}

// clear writes what changes and takes away the edges that are drawn anew.
func (p *plan) clear(ctx context.Context, t transaction) error {
	if len(p.disowns) > 0 {
		if _, _, err := t.run(ctx, commitDisownCypher, map[string]any{"elements": p.disowns}); err != nil {
			return err
		}
	}
	if len(p.changed) == 0 {
		return nil
	}
	if _, _, err := t.run(ctx, commitCutCypher, map[string]any{"elements": p.cut}); err != nil {
		return err
	}
	_, _, err := t.run(ctx, commitChangeCypher, map[string]any{"nodes": p.changed})
	return err
}
