"""What a node of a tree stands for: itself, all below it, and the members of a group."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping


def reach(
    parents: Mapping[int, int | None], members: Mapping[int, Collection[int]], roots: Iterable[int]
) -> set[int]:
    """The roots, their children and group members, and theirs in turn; safe on cycles.

    `parents` maps every node to the one above it, `members` a group to the nodes that belong to it. A member
    never brings in the node above it: Shandong belongs to the Yellow River Basin, East China does not.
    """
    below: defaultdict[int, list[int]] = defaultdict(list)
    for node, parent in parents.items():
        if parent is not None:
            below[parent].append(node)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [*below[node], *members.get(node, ())]
    return found
