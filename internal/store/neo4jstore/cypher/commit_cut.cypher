// Takes away the edges that belong to records: those out of them, and those in
// which somebody else is the subject of the sentence.
UNWIND $elements AS element
MATCH (n) WHERE elementId(n) = element
CALL (n) {
  MATCH (n)-[out:PART_OF|MEMBER_OF|AFFILIATED_WITH|BROADER|RELATED|BRIDGES|EXTENDS|ABOUT|WISHES_FOR|ON_BEHALF_OF|PILOTS]->() RETURN out AS edge
  UNION ALL
  MATCH (n)<-[in:POSTED|MAKES|HOLDS|OFFERS|PROPOSES]-() RETURN in AS edge
}
DELETE edge
