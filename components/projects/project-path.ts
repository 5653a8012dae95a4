// Addresses of a project's pages. Pure.

/** By its readable name, except where that is the name of a page. */
export function projectPath(
  project: { id: string; slug: string },
  page?: 'new' | 'settings' | 'people',
): string {
  const name = project.slug === 'new' ? project.id : project.slug
  return page ? `/projects/${name}/${page}` : `/projects/${name}`
}
