package app

import (
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/match"
)

// How forms read references to other records.

// ref reads a reference to a record of one of the types.
func ref[T ~string](f *form, name string, target *T, types ...eic.Type) {
	v, given := f.value(name)
	if !given {
		return
	}
	if v == nil {
		*target = ""
		return
	}
	f.refer(name, v, types, func(id eic.ID) { *target = T(id) })
}

// refs reads a list of references to records of one type; repeats are dropped.
func refs[T ~string](f *form, name string, target *[]T, types ...eic.Type) {
	var picked []T
	whole := false // a choice among several is made when all are read
	if f.each(name, func(at string, item any) {
		i := len(picked)
		picked = append(picked, "")
		f.refer(at, item, types, func(id eic.ID) {
			if picked[i] = T(id); whole {
				*target = once(picked)
			}
		})
	}) {
		whole = true
		*target = once(picked)
	}
}

// once leaves out what is not said and what is there already.
func once[T ~string](ids []T) (list []T) {
	seen := map[T]bool{"": true}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}

func (f *form) refer(at string, value any, types []eic.Type, set func(eic.ID)) {
	choices, err := f.shared.name(value, types)
	if err != nil {
		f.add(at, err)
		return
	}
	f.shared.refs = append(f.shared.refs, reference{
		path: f.at(at), said: said(value), types: types, choices: choices, set: set,
	})
	set(choices[0])
}

// said returns a reference as a person wrote it.
func said(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		source, _ := v["source"].(string)
		id, _ := v["id"].(string)
		return source + ":" + id
	}
	return ""
}

func typeList(types []eic.Type) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.String()
	}
	return strings.Join(names, ", ")
}

// byID is the naming of the API: a reference is an id of the service.
func byID(value any, types []eic.Type) ([]eic.ID, error) {
	s, ok := value.(string)
	if !ok {
		return nil, fault.At("", fault.WrongType, "an id")
	}
	id, err := eic.ParseRef[eic.ID](s, types...)
	return []eic.ID{id}, err
}

// byExternal is the naming of files: a reference is an external id of the
// line's own source, or {source, id}, to which {cluster} is added for somebody
// recorded in another cluster. A cluster is named by its external id alone.
func byExternal(cluster eic.ClusterID, source string) naming {
	return func(value any, types []eic.Type) ([]eic.ID, error) {
		ext, of, err := referenceOf(value, cluster, source)
		if err != nil {
			return nil, err
		}
		var ids []eic.ID
		for _, t := range types {
			ids = append(ids, idsFor(t, of, namesCluster(value), ext)...)
		}
		return ids, nil
	}
}

func referenceOf(value any, cluster eic.ClusterID, source string) (eic.External, eic.ClusterID, error) {
	id, ok := value.(string)
	if fields, object := value.(map[string]any); object {
		var further bool
		source, ok = fields["source"].(string)
		id, further = fields["id"].(string)
		ok = ok && further && len(fields) == 2
		if of, said := fields["cluster"].(string); said {
			cluster = eic.ClusterIDOf(match.Normalize(of))
			ok = further && len(fields) == 3
		}
	}
	if !ok {
		return eic.External{}, "", fault.At("", fault.WrongType, "an external id, or {source, id}")
	}
	ext, err := external(source, id)
	if err != nil {
		return ext, "", fault.At("", fault.Required)
	}
	return ext, cluster, nil
}

// idsFor returns the ids that a record of a type may have in a cluster. A topic is
// one that all clusters share, else one of the cluster's own; named tells whether
// the cluster was said, so that it is one of its own.
func idsFor(t eic.Type, cluster eic.ClusterID, named bool, ext eic.External) []eic.ID {
	own := eic.DeriveID(t, cluster, ext)
	if t != eic.TopicType || named {
		return []eic.ID{own}
	}
	if shared := eic.DeriveID(t, "", ext); shared != own {
		return []eic.ID{shared, own}
	}
	return []eic.ID{own}
}

func namesCluster(value any) bool {
	fields, _ := value.(map[string]any)
	_, said := fields["cluster"].(string)
	return said
}
