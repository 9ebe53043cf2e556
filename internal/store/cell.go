package store

import "github.com/edclusters/thirdplace/internal/eic"

// Celled knows which clusters are kept together. A cell is a database that keeps
// some of the clusters; a graph in one database is one cell.
type Celled interface {
	// Cells groups clusters by the cell that keeps them, each cluster once, in the
	// order of the first of each group. "" stands for what is common to all (see
	// Common). What is read of the clusters of one group is one round trip, and
	// only they may be changed in one write.
	Cells(clusters []eic.ClusterID) [][]eic.ClusterID
}

// Common reports whether a record is known in every cell: a cluster, or a topic that
// all clusters share. Other records are in the cell of their cluster alone.
func Common(id eic.ID) bool {
	return id.Type() == eic.ClusterType || id.Type() == eic.TopicType && id.Cluster() == ""
}

// CellKey returns the cluster whose cell a record is written to, "" for what is
// common.
func CellKey(id eic.ID) eic.ClusterID {
	if Common(id) {
		return ""
	}
	return id.Cluster()
}

// Divide returns the writes that a write has to be made as, one after the other:
// none if there is nothing in it, itself where all its records are kept together,
// else one for each cell, what is common first. Only each of them is made together
// or not at all. What is not a change goes with the last.
func Divide(c Celled, write Write) []Write {
	var common, keys []eic.ClusterID
	for _, change := range write.Changes {
		if key := CellKey(change.Record.Header().ID); key == "" {
			common = []eic.ClusterID{""}
		} else {
			keys = append(keys, key)
		}
	}
	groups := c.Cells(append(common, keys...))
	switch {
	case write.Empty():
		return nil
	case len(groups) < 2:
		return []Write{write}
	}
	in := map[eic.ClusterID]int{}
	for i, group := range groups {
		for _, key := range group {
			in[key] = i
		}
	}
	writes := make([]Write, len(groups))
	for _, change := range write.Changes {
		part := &writes[in[CellKey(change.Record.Header().ID)]]
		part.Changes = append(part.Changes, change)
	}
	last := &writes[len(writes)-1]
	last.Answer, last.Credentials, last.Endings, last.Audit = write.Answer, write.Credentials, write.Endings, write.Audit
	return writes
}

// Together groups clusters that are all kept in one database.
func Together(clusters []eic.ClusterID) [][]eic.ClusterID {
	seen := make(map[eic.ClusterID]bool, len(clusters))
	var group []eic.ClusterID
	for _, c := range clusters {
		if !seen[c] {
			seen[c] = true
			group = append(group, c)
		}
	}
	if len(group) == 0 {
		return nil
	}
	return [][]eic.ClusterID{group}
}
