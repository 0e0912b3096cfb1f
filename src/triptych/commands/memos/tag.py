"""`triptych memos tag`: a user's own words for a memo."""

import click

from triptych import console
from triptych.commands.shared.app import App, archive_option, pass_app


@click.command("tag")
@click.argument("memo", default="latest")
@click.argument("tags", nargs=-1, metavar="[TAG]...")
@click.option("--remove", multiple=True, metavar="TAG", help="Take a tag away; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="The tags as JSON.")
@archive_option
@pass_app
def tag_memo(app: App, memo: str, tags: tuple[str, ...], remove: tuple[str, ...], as_json: bool) -> None:
    """Give a memo tags, and list them. Without TAG: list those that it has.

    Tags are kept in lower case. They stand beside the memo, which stays as it is.

    \b
    Example:
      triptych memos tag latest chips "gpu rental"
      triptych memos tag 01KB7X --remove chips
      triptych memos list --tag chips
    """
    from triptych.store import tags as kept
    from triptych.store.memos import resolve

    memo_id = resolve(app.archive, memo)
    has = kept.change(app.archive, memo_id, tags, remove) if tags or remove else kept.of(app.archive, memo_id)
    if as_json:
        console.raw(f"{console.json_text({'memo_id': memo_id, 'tags': list(has)})}\n")
        return
    for name in has:
        console.data(name)
    if not has:
        console.note(f"Memo {memo_id} has no tags. Give it one: {app.line(f'memos tag {memo_id} TAG')}")
