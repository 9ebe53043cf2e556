// Of documents that weigh the same the first by id are recalled: what may be matched
// has, beside the token of its cluster, tokens for the first character of its key.
MATCH (n:Need|Offer)
CALL (n) {
  WITH n, 31 - size(split('0123456789abcdefghijklmnopqrstuv', substring(split(n.id, '.')[-1], 0, 1))[0]) AS rest
  SET n.searchCluster = substring(n.cluster, size('cluster.'))
    + CASE WHEN rest / 16 % 2 = 1 THEN ' o16' ELSE '' END + CASE WHEN rest / 8 % 2 = 1 THEN ' o8' ELSE '' END
    + CASE WHEN rest / 4 % 2 = 1 THEN ' o4' ELSE '' END + CASE WHEN rest / 2 % 2 = 1 THEN ' o2' ELSE '' END
    + CASE WHEN rest % 2 = 1 THEN ' o1' ELSE '' END
} IN TRANSACTIONS OF 1000 ROWS;
